-- Lays out what Quarto itself does not know as the embedded publisher does: cards of headline
-- numbers, the sentence that opens a chapter, widths and type size of printed tables, and turned
-- pages for wide ones. The layouts come from the front matter, in the order of the tables.

local CARD_STYLES = { "Headline Number", "Headline Label", "Headline Note" }
local UPRIGHT = '<w:pgSz w:w="11906" w:h="16838"/>'
local TURNED = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
local MARGINS = '<w:pgMar w:top="1417" w:right="1134" w:bottom="1247" w:left="1134" '
  .. 'w:header="624" w:footer="624" w:gutter="0"/>'

local is_typst = FORMAT:match("typst") ~= nil
local is_docx = FORMAT:match("docx") ~= nil

local function typst(code)
  return pandoc.RawBlock("typst", code)
end

local function section_end(page)
  return pandoc.RawBlock("openxml",
    "<w:p><w:pPr><w:sectPr>" .. page .. MARGINS .. "</w:sectPr></w:pPr></w:p>")
end

local function style_of(position)
  return CARD_STYLES[math.min(position, #CARD_STYLES)]
end

local function styled(style, blocks)
  return pandoc.Div(blocks, pandoc.Attr("", {}, { ["custom-style"] = style }))
end

local function card(division)
  local out = pandoc.Blocks({})
  for position, block in ipairs(division.content) do
    local style = style_of(position)
    if is_docx then
      out:insert(styled(style, { block }))
    else
      out:extend({ typst("#" .. style:lower():gsub(" ", "-") .. "["), block, typst("]") })
    end
  end
  return out
end

local function cards(division)
  local out = pandoc.Blocks({ typst("#headlines((") })
  for _, block in ipairs(division.content) do
    if block.t == "Div" and block.classes:includes("headline") then
      out:insert(typst("["))
      out:extend(card(block))
      out:insert(typst("],"))
    end
  end
  out:insert(typst("))"))
  return out
end

local function lay_out_division(division)
  if not (is_typst or is_docx) then
    return nil
  end
  if division.classes:includes("headlines") and is_typst then
    return cards(division), false
  elseif division.classes:includes("headline") and is_docx then
    return card(division), false
  elseif division.classes:includes("lead-sentence") then
    if is_docx then
      return styled("Lead Sentence", division.content), false
    end
    local out = pandoc.Blocks({ typst("#lead-sentence[") })
    out:extend(division.content)
    out:insert(typst("]"))
    return out, false
  end
end

-- Words at the beginning of a text, which typst would read as markup: "= A" in a cell of a table
-- would become a heading.
local function as_text(inlines)
  local first = inlines[1]
  if not is_typst or not first or first.t ~= "Str" then
    return nil
  end
  local before, mark = first.text:match("^(%d*)([=%-+/.]+)$")
  if not mark or (mark == ".") ~= (before ~= "") then
    return nil
  end
  local out = pandoc.Inlines({ pandoc.RawInline("typst", (mark:gsub(".", "\\%0"))) })
  if before ~= "" then
    out:insert(1, pandoc.Str(before))
  end
  for position = 2, #inlines do
    out:insert(inlines[position])
  end
  return out
end

local function widths_of(layout)
  local widths = {}
  for width in pandoc.utils.stringify(layout.columns):gmatch("%d+") do
    widths[#widths + 1] = tonumber(width) / 1000
  end
  return widths
end

-- Returns whether the table needs a turned page.
local function lay_out_table(tbl, layout)
  local widths = layout and widths_of(layout) or {}
  if #widths ~= #tbl.colspecs then
    return false
  end
  for position, spec in ipairs(tbl.colspecs) do
    tbl.colspecs[position] = { spec[1], widths[position] }
  end
  if is_typst then
    tbl.attributes["typst:text:size"] = pandoc.utils.stringify(layout.size)
  end
  return pandoc.utils.stringify(layout.page) == "turned"
end

local function turned_page(blocks)
  local first, last = typst("#set page(flipped: true)"), typst("#set page(flipped: false)")
  if is_docx then
    first, last = section_end(UPRIGHT), section_end(TURNED)
  end
  return pandoc.Blocks({ first }) .. blocks .. pandoc.Blocks({ last })
end

local function lay_out_tables(document)
  local layouts = document.meta["table-layouts"] or {}
  document.meta["table-layouts"] = nil
  if not (is_typst or is_docx) then
    return document
  end
  local number, out = 0, pandoc.Blocks({})
  for _, block in ipairs(document.blocks) do
    local is_turned = false
    local laid_out = pandoc.Blocks({ block }):walk({
      Table = function(tbl)
        number = number + 1
        is_turned = lay_out_table(tbl, layouts[number]) or is_turned
        return tbl
      end,
    })
    out:extend(is_turned and turned_page(laid_out) or laid_out)
  end
  document.blocks = out
  return document
end

return {
  { traverse = "topdown", Div = lay_out_division },
  { Inlines = as_text },
  { Pandoc = lay_out_tables },
}
