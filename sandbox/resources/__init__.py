"""What several editions serve alike: bodies, answers and handlers; an edition picks from them."""
