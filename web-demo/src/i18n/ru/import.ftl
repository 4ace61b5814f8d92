# Import
import-title = Импорт: { $module }
import-file = Выберите файл CSV
import-file-help = UTF-8 или Windows-1250, через запятую, точку с запятой или табуляцию. До применения ничего не меняется.
import-columns = Какой столбец — какое поле
import-column = Столбец
import-sample = Первые значения
import-field = Поле
import-field-of = Поле для столбца { $column }
import-ignore = Пропустить
import-id = Столбец с номером карточки (обновит существующие)
import-id-none = Нет: каждая строка — новая карточка
import-check = Проверить файл
import-result = Верных строк: { $valid } из { $rows }
import-refused = { $count ->
    [one] { $count } значение не подходит. Пока это так, ничего не загружается.
    [few] { $count } значения не подходят. Пока это так, ничего не загружается.
   *[other] { $count } значений не подходят. Пока это так, ничего не загружается.
  }
import-place = Где
import-problem = Ошибка
import-apply = Загрузить строк: { $rows }
import-done = Загружено строк: { $rows }.
