# Import
import-title = Import into { $module }
import-file = Choose a CSV file
import-file-help = UTF-8 or Windows-1250, separated by commas, semicolons or tabs. Nothing is changed before you apply.
import-columns = Which column is which field
import-column = Column
import-sample = First values
import-field = Field
import-field-of = Field for the column { $column }
import-ignore = Leave out
import-id = Column with the record's id (updates records that exist)
import-id-none = None: every row is a new record
import-check = Check the file
import-result = { $valid } of { $rows } rows are good
import-refused = { $count ->
    [one] 1 value does not fit. Nothing is imported until it does.
   *[other] { $count } values do not fit. Nothing is imported until they do.
  }
import-place = Where
import-problem = Problem
import-apply = Import { $rows } rows
import-done = { $rows } rows are imported.
