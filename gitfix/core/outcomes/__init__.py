"""What a test run says of each test, read from JUnit XML or from the words of its runner."""
