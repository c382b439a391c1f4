"""Merges and picks of real repositories, done again by gitfix and by git itself: do they give the same?"""
