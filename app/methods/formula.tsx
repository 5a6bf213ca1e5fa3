/** A formula in one line; `x_k` and `x_{no image}` are set as subscripts. */
export function Formula({ text }: { text: string }) {
  return (
    <p className="mb-1 font-serif text-[15px] leading-[22px] text-ink [overflow-wrap:anywhere]">
      {text.split(/(_\w|_\{[^}]*\})/).map((part, index) =>
        part.startsWith('_') ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a constant never move
          <sub className="text-[11px]" key={index}>
            {part.replace(/^_\{?|\}$/g, '')}
          </sub>
        ) : (
          part
        ),
      )}
    </p>
  )
}
