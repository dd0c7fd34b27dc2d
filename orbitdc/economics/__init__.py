"""The economics of both sides: money, financing, build-up, learning, net present value and carbon."""
