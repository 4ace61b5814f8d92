# Import
import-title = Import în { $module }
import-file = Alegeți un fișier CSV
import-file-help = UTF-8 sau Windows-1250, cu virgule, punct și virgulă sau tab. Nimic nu se schimbă înainte de aplicare.
import-columns = Care coloană este care câmp
import-column = Coloană
import-sample = Primele valori
import-field = Câmp
import-field-of = Câmpul coloanei { $column }
import-ignore = Lasă afară
import-id = Coloana cu identificatorul cardului (actualizează cele existente)
import-id-none = Niciuna: fiecare rând este un card nou
import-check = Verifică fișierul
import-result = Rânduri bune: { $valid } din { $rows }
import-refused = { $count ->
    [one] O valoare nu se potrivește. Nimic nu se importă până atunci.
    [few] { $count } valori nu se potrivesc. Nimic nu se importă până atunci.
   *[other] { $count } de valori nu se potrivesc. Nimic nu se importă până atunci.
  }
import-place = Unde
import-problem = Problemă
import-apply = Importă rândurile: { $rows }
import-done = Rânduri importate: { $rows }.
