# Conditions
filter = Условие
filter-text = То же текстом
filter-one = Для всех, у которых
filter-everyone = Все
filter-unfinished = Закончите условие: не хватает значения.
group-kind = Как сочетаются условия
group-all = Все из этих
group-any = Любое из этих
group-not = Ни одно из этих
group-add = Добавить группу
group-remove = Убрать группу
clause-add = Добавить условие
clause-remove = Убрать: { $position }
clause-position = условие { $index } из { $count }
clause-about = Поле или событие
clause-choose = Выберите…
clause-operator = Оператор
clause-quantifier = Какие из связанных карточек
clause-value = Значение
clause-from = От
clause-to = До
clause-list = Значения через запятую
clause-days = Дней
clause-times = Сколько раз
clause-amount = Количество
clause-unit = Единица
clause-within = за последние
clause-older-than = не менее чем столько назад
clause-changed-from = с
clause-changed-to = на
held-any = что угодно
held-empty = (пусто)
ignoring-accents = без учёта диакритики
clause-empty-is-zero = пустое считается как 0
events = Что произошло
quantifier-any = любая
quantifier-all = все
quantifier-none = ни одна
op-is = равно
op-is-not = не равно
op-in = одно из
op-not-in = ни одно из
op-contains = содержит
op-does-not-contain = не содержит
op-starts-with = начинается с
op-ends-with = заканчивается на
op-less-than = меньше
op-at-most = не больше
op-greater-than = больше
op-at-least = не меньше
op-between = от и до
op-on = в день
op-before = до
op-after = после
op-in-last = за последние
op-older-than = раньше чем
op-in-next = в ближайшие
op-more-than-ahead = позже чем через
op-anniversary-within = годовщина в ближайшие
op-any-of = есть любой из
op-all-of = есть все из
op-none-of = нет ни одного из
op-changed = изменилось
op-not-changed = не изменилось
op-was-ever = есть или было когда-то
op-never-was = никогда не было
op-unchanged-for = без изменений уже
op-is-empty = пусто
op-is-not-empty = не пусто
op-event-at-least = произошло не менее
op-event-at-most = произошло не более
op-event-not-followed-by = не последовало
unit-minutes = минут
unit-hours = часов
unit-days = дней
unit-weeks = недель
unit-months = месяцев
unit-years = лет
blanks-matched = { $count ->
    [one] { $count } карточка подходит только потому, что поле «{ $field }» пусто.
    [few] { $count } карточки подходят только потому, что поле «{ $field }» пусто.
   *[other] { $count } карточек подходят только потому, что поле «{ $field }» пусто.
  }
blanks-missed = { $count ->
    [one] { $count } карточка не вошла, потому что поле «{ $field }» пусто.
    [few] { $count } карточки не вошли, потому что поле «{ $field }» пусто.
   *[other] { $count } карточек не вошли, потому что поле «{ $field }» пусто.
  }
blanks-exclude = И не пусто
blanks-include = Или пусто
