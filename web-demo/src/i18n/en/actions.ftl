# What actions need to be told
group-of-actions-messages = Messages to the client
group-of-actions-tasks = Tasks and activities
group-of-actions-repeat-sales = Repeat sales
group-of-actions-record = Record
group-of-actions-lists = Lists and integrations
group-of-actions-other = Other
responsible = Responsible
responsible-kept = As before
attachments = Attached documents
activity-kind = Kind of activity
activity-meeting = Meeting
activity-call = Call
activity-documents = Prepare documents
activity-description = Activity description
activity-date = Date
in-days = { $days ->
    [0] today
    [1] tomorrow
   *[other] in { $days } days
  }
complete-on-stage-change = Automatically complete the activity when the record moves to another stage
record-name = Name
repeat-name-default = The record's own name
copy-name-default = The name and the word “copy”
insert-field = Insert a field
target-pipeline = Move to pipeline
pipeline-choose = Choose a pipeline
initial-stage = Initial stage
stage-choose = Choose a stage
stage-first = The first one
field-to-set = Field
value-to-set = New value
value-empty = make it empty
tag = Tag
endpoint = Endpoint
endpoint-none = No endpoint is set up yet.
lists-no-integration = No mailing service is connected, so this will not run.
event-to-wait-for = Wait for
wait-at-most = At most
branch-question = Is this true?
branch-then = If yes
branch-otherwise = If no
branch-next = Go on with the next step
branch-exit = End here
event-email-read = The client reads an e-mail
event-invoice-issued = An invoice is issued
event-invoice-paid = An invoice is paid
event-offer-sent = An offer is sent
event-order-delivered = An order is delivered
