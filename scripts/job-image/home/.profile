# Settings of the shell, for who opens one here.
