"""Reviews: a recurrent network from its equations, its poolings, and what attention adds (report 004, part 1)."""
