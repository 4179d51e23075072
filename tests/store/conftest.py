import standins

standins.install()
