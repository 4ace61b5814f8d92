# The frame: navigation, signing in, the clock
starting = Starting…
start-failed = The console could not start
start-demo-instead = Look around with sample data instead
skip-to-content = Skip to the content
menu = Menu
nav-label = Screens
nav-records = Records
nav-templates = Templates
nav-sequences = Follow-up sequences
nav-sequences-short = Sequences
nav-plan = Calendar
nav-log = Run log
nav-mailbox = Mailbox
nav-tasks = Tasks
nav-settings = Settings
language = Language
theme = Appearance
theme-system = As the system
theme-light = Light
theme-dark = Dark
demo-badge = Sample data in this browser
dismiss = Dismiss
sign-in = Sign in
sign-in-help = Paste the token that the server printed when it started, or one made under Settings.
token = Token
clock-move = Move the clock
clock-hour = +1 hour
clock-day = +1 day
clock-week = +1 week
clock-until = Until date
clock-moved = It is now { $now }. { $entries ->
    [0] Nothing was due.
    [one] 1 decision was made.
   *[other] { $entries } decisions were made.
  }
error-unknown = Something went wrong
