"""What the functions spend, cold and warm, in the real Lambda runtime client, beside other ways to arrange them."""
