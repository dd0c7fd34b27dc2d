"""The machine around the program: its cache folder and Ctrl-C."""
