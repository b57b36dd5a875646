"""Frozen networks pretrained on ImageNet: which there are, their weights, and fast inference."""
