"""Homework that nbval checks: the student's check, the course's release, the assistant's grading.

What runs in a student's kernel is `kit`, which knows NumPy and nothing of the other rooms here.
"""
