# A/B tests of messages
variants-title = A/B test
variants-short = A/B
variants-help = Chance decides by these shares, and for each client once: a client always gets the same variant, and the plan shows the one that will be sent.
variant-add-first = Add variant (A/B test)
variant-add = Add variant
variant-letter = Variant { $letter }
variant-template = Template of variant { $letter }
variant-share = Share of variant { $letter } in percent
variant-rest-help = What the others leave
variant-remove = Remove variant { $letter }
variant-removed = Variant { $letter } is removed.
variant-named = variant { $letter } “{ $name }”
variant-named-gone = variant “{ $name }”, no longer in the test
variant-gone = no longer in the test
variants-early = Too early to say: it takes { $sent } sent of each variant, and in all { $measure ->
    [goal_reached] { $reached } that reach the goal
    [clicked] { $reached } whose link is followed
   *[replied] { $reached } that are answered
  }.
variants-even = No difference that chance would not explain.
variants-leads = { $letter } leads: { $measure ->
    [goal_reached] more reach the goal
    [clicked] more links are followed
   *[replied] more are answered
  } than chance would explain.
variant-keep = Keep this variant
variant-kept = “{ $name }” alone goes on.
variant-kept-draft = kept in the draft
variant-keep-save-first = Save what you are editing first, then keep a variant.
