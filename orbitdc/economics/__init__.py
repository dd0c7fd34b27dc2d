"""Money of either side: rules, payments, financing and worth, none of which knows orbit from ground."""
