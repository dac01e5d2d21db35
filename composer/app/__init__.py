"""Where the parts meet: the services, the command line, the folders and pages they write."""
