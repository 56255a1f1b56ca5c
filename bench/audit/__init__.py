"""What Google's Lighthouse says of the public pages, as a phone on a slow line sees them."""
