const steps = [
  {
    title: 'A worker opens the checkpoint',
    text: 'It reads the configuration and every tensor’s place, and pins all of it by one digest. What it cannot run is refused with the reason.',
  },
  {
    title: 'Every item is asked under every condition',
    text: 'Unprobed, without the image, with its visual tokens permuted, with its patches shuffled. Finished batches stay when a worker dies.',
  },
  {
    title: 'The answers are scored and compared',
    text: 'Each change is paired with the same item unprobed; intervals, adjusted p-values and the profile follow from the items.',
  },
  {
    title: 'The row appears on the leaderboard',
    text: 'With its page of charts, and with the answers on file from which every number can be computed again.',
  },
]

/** From the form to the row, in the order in which it happens. */
export function WhatHappensNext() {
  return (
    <ol className="border-t-[1.5px] border-strong">
      {steps.map(({ title, text }, index) => (
        <li className="grid grid-cols-[28px_1fr] border-b border-rule2 py-3" key={title}>
          <span className="pt-px text-[12px] text-ink3">{index + 1}</span>
          <div>
            <h3 className="type-interface font-medium">{title}</h3>
            <p className="type-interface text-ink2">{text}</p>
          </div>
        </li>
      ))}
    </ol>
  )
}
