"""Tables as lines of text: what is asked, what is answered, and how both are drawn; knows no task and no widget."""
