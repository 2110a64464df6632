"""SQS Receive: takes in what payers dropped into the inbox."""
