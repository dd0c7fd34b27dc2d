"""The machine around the program: its cache folder, Ctrl-C, and the display of objects in a notebook."""
