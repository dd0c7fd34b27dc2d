"""The economics shared by both sides: money, financing, units entering service, learning, net present
value and carbon.
"""
