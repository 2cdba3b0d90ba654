"""What all pages share: skeleton, components, theme. No word of the trade in it."""
