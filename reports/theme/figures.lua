-- Gives Word the PNG twin of each SVG figure; the other formats keep the SVG.
-- Works in plain pandoc and in Quarto.

function Image(image)
  if FORMAT:match("docx") then
    image.src = image.src:gsub("%.svg$", ".png")
  end
  return image
end
