-- Says in words what kind a callout is, as the embedded publisher does: "Important: the title".
-- Runs before Quarto makes its own nodes of callouts.

local words = {
  note = "Note", tip = "Tip", important = "Important", caution = "Caution", warning = "Warning",
}

local function kind_of(division)
  for _, class in ipairs(division.classes) do
    local word = words[class:match("^callout%-(%a+)$") or ""]
    if word then
      return word
    end
  end
end

function Div(division)
  local word = kind_of(division)
  if word == nil then
    return nil
  end
  local title
  if division.attributes.title then
    title = pandoc.Inlines({ pandoc.Str(division.attributes.title) })
    division.attributes.title = nil
  elseif #division.content > 0 and division.content[1].t == "Header" then
    title = division.content[1].content
    division.content:remove(1)
  end
  local inlines = pandoc.Inlines({ pandoc.Str(word) })
  if title and pandoc.utils.stringify(title):lower() ~= word:lower() then
    inlines = pandoc.Inlines({ pandoc.Str(word .. ":"), pandoc.Space() }) .. title
  end
  division.content:insert(1, pandoc.Header(2, inlines))
  return division
end
