"""Silicon and the work it does, shared by orbit and ground: accelerator, workload, what of the peak is reached."""
