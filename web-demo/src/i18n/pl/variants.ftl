# A/B tests of messages
variants-title = Test A/B
variants-short = A/B
variants-help = O wariancie decyduje los według tych udziałów, dla każdego klienta raz: klient zawsze dostaje ten sam wariant, a plan pokazuje ten, który zostanie wysłany.
variant-add-first = Dodaj wariant (test A/B)
variant-add = Dodaj wariant
variant-letter = Wariant { $letter }
variant-template = Szablon wariantu { $letter }
variant-share = Udział wariantu { $letter } w procentach
variant-rest-help = Tyle, ile zostawią pozostałe
variant-remove = Usuń wariant { $letter }
variant-removed = Usunięto wariant { $letter }.
variant-named = wariant { $letter } „{ $name }”
variant-named-gone = wariant „{ $name }”, już poza testem
variant-gone = już poza testem
variants-early = Za wcześnie, by to ocenić: potrzeba { $sent } wysłanych wiadomości każdego wariantu, a w sumie { $measure ->
    [goal_reached] { $reached } takich, po których osiągnięto cel
    [clicked] { $reached } takich, w których kliknięto link
   *[replied] { $reached } takich, na które odpowiedziano
  }.
variants-even = Nie ma różnicy, której nie tłumaczyłby przypadek.
variants-leads = Prowadzi { $letter }: { $measure ->
    [goal_reached] cel osiągnięto częściej
    [clicked] linki klikano częściej
   *[replied] odpowiadano częściej
  }, niż tłumaczyłby to przypadek.
variant-keep = Zostaw ten wariant
variant-kept = Zostaje tylko „{ $name }”.
variant-kept-draft = zostaje w szkicu
variant-keep-save-first = Najpierw zapisz to, co zmieniasz, potem zostaw wariant.
