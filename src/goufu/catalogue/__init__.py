"""What may be bought: guidance catalogues, procurement items, suggestions. The core knows no Django."""
