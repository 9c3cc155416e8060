"""Digits: a label-conditioned CycleGAN between MNIST's digits and street digits (report 004, part 2)."""
