-- Brings Quarto's report level with the embedded publisher's: the notice about the data, the
-- names of sections in references to them, minus signs, and other languages' code as text.
-- Works in plain pandoc and in Quarto, before Quarto's own filters.

local titles = {}

local function is_code_of_a_writer(format)
  return format == "html" or format == "tex" or format == "latex"
    or format == "typst" or format == "openxml"
end

local function raw_inline_as_text(element)
  if is_code_of_a_writer(element.format) then
    return pandoc.Str(element.text)
  end
end

local function raw_block_as_text(element)
  if is_code_of_a_writer(element.format) then
    return pandoc.Para({ pandoc.Str(element.text) })
  end
end

local function with_minus_sign(element)
  local text = element.text
  text = text:gsub("^%-(%d)", "\u{2212}%1"):gsub("([%(%[])%-(%d)", "%1\u{2212}%2")
  return pandoc.Str(text)
end

local function remember_title(header)
  titles[header.identifier] = header.content
end

local function name_section(cite)
  local out = pandoc.List()
  for position, citation in ipairs(cite.citations) do
    local title = titles[citation.id]
    if not citation.id:match("^sec%-") or title == nil then
      return nil
    end
    if position > 1 then
      out:extend({ pandoc.Str(","), pandoc.Space() })
    end
    out:insert(pandoc.Link(title, "#" .. citation.id))
  end
  return out
end

local function add_notice(document)
  local notice = document.meta.notice
  if notice == nil or not FORMAT:match("html") then
    return nil
  end
  local words = pandoc.List({ pandoc.Strong({ pandoc.Str("About the data:") }), pandoc.Space() })
  words:insert(pandoc.Str(pandoc.utils.stringify(notice)))
  local banner = pandoc.Div({ pandoc.Para(words) }, pandoc.Attr("", { "notice" }, { role = "note" }))
  document.blocks:insert(1, banner)
  return document
end

return {
  { RawInline = raw_inline_as_text, RawBlock = raw_block_as_text },
  { Str = with_minus_sign, Header = remember_title },
  { Cite = name_section },
  { Pandoc = add_notice },
}
