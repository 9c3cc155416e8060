"""What happens beside the screen: runs opened, trained, followed and asked; knows no thread, `runner` does."""
