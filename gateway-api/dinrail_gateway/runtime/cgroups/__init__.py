"""What a container uses, read from the kernel's own files: no daemon is asked."""
