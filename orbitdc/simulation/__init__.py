"""A fleet simulated: the mission flown, what is launched for it, its constraints, the verdict, designs that close."""
