# Import
import-title = Import: { $module }
import-file = Wybierz plik CSV
import-file-help = UTF-8 lub Windows-1250, z przecinkami, średnikami albo tabulatorami. Nic się nie zmieni, zanim nie zastosujesz.
import-columns = Która kolumna to które pole
import-column = Kolumna
import-sample = Pierwsze wartości
import-field = Pole
import-field-of = Pole dla kolumny { $column }
import-ignore = Pomiń
import-id = Kolumna z identyfikatorem rekordu (aktualizuje istniejące)
import-id-none = Brak: każdy wiersz to nowy rekord
import-check = Sprawdź plik
import-result = Poprawne wiersze: { $valid } z { $rows }
import-refused = { $count ->
    [one] 1 wartość nie pasuje. Nic nie zostanie zaimportowane, dopóki tak jest.
    [few] { $count } wartości nie pasują. Nic nie zostanie zaimportowane, dopóki tak jest.
   *[other] { $count } wartości nie pasuje. Nic nie zostanie zaimportowane, dopóki tak jest.
  }
import-place = Gdzie
import-problem = Problem
import-apply = Importuj wiersze: { $rows }
import-done = Zaimportowano wiersze: { $rows }.
