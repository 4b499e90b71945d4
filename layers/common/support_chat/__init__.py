"""Support Chat: a customer and a team's agents, on DynamoDB, Pusher Channels, EventBridge Scheduler and SES."""
