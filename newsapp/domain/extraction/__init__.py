"""From a scraped page or text to an article: what belongs to it, in blocks, and what was taken out by which rule."""
