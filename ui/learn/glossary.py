"""The words of the trade, each in a sentence or two."""

from __future__ import annotations

import streamlit as st

WORDS = {
    "Accuracy": "The share of photos that are answered rightly.",
    "Batch": "The handful of photos that the model looks at before it corrects itself once.",
    "Class": "One of the things that the model tells apart; with you, one folder of photos.",
    "Confusion matrix": "A table that counts what was taken for what.",
    "Convolution": "Sliding a filter over a picture, multiplying and adding up at every place.",
    "Dense layer": "A layer of neurons, each connected to every number that comes in.",
    "Dropout": "Letting a share of the neurons rest in each step of the training, so that the "
    "model does not rely on a few.",
    "Epoch": "One round in which every training photo has had its turn.",
    "Feature": "One of the numbers by which the frozen part describes a photo.",
    "Feature map": "What one filter finds, place by place; a small picture of where it answers.",
    "Filter": "A small square of numbers that finds one thing, such as an upright edge.",
    "Frozen": "Not changed by the training.",
    "ImageNet": "A collection of over a million photos of a thousand kinds of things, on which "
    "the ready-made networks learned to see.",
    "Kept aside": "Photos that the model does not learn from, so that they can test it honestly; "
    "also called validation or test photos.",
    "Layer": "One step of the network; its results are the next layer's input.",
    "Learning rate": "How large the steps are with which the weights are corrected.",
    "Loss": "A number for how far off the answers are; training makes it small.",
    "Model": "The whole sum from photo to answer, with all its weights; the file you download.",
    "Neuron": "Weighs all numbers that come in, adds them up, and hands on the sum.",
    "Overfitting": "Learning the training photos by heart instead of what they have in common.",
    "Pooling": "Taking the average of a feature map, so that only how much counts and not where.",
    "Principal components": "The mixtures of many numbers that differ most from photo to photo; two "
    "of them suffice to draw a map.",
    "ReLU": "A neuron's rule: sums below zero become zero, others stay as they are.",
    "Softmax": "Turns the votes of the last layer into shares that add up to 100 %.",
    "Team": "A group of neurons that learns apart from the others; the mean of what all teams say is the "
    "answer. Engineers call it an ensemble.",
    "Training from scratch": "Training a network that begins with random numbers, without borrowing.",
    "Transfer learning": "Using what a network learned from other photos for a task of your own.",
    "Unit": "One filter of a layer together with what it answers.",
    "Weight": "A number that training can change; also called a parameter.",
}


def glossary() -> None:
    """All words, two columns on a wide screen."""
    st.header("The words, explained", anchor="words")
    with st.grid(2, min_column_width=300, gap="small"):
        for word, meaning in WORDS.items():
            st.markdown(f"**{word}**: {meaning}")
