"""The desk: the web page where editors see, correct, approve and schedule."""
