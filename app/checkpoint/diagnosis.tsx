import type { RunSummary } from '#lib/domain/run-summary'
import { figureInterval, figureText } from '../format/figures'
import { probability } from '../format/numbers'

/** What the significant findings suggest to whoever trains the checkpoint; a sentence where there is nothing. */
export function Diagnosis({ diagnosis, benchmarks }: Pick<RunSummary, 'diagnosis' | 'benchmarks'>) {
  const titles = new Map(benchmarks.map(({ benchmark, title }) => [benchmark, title]))
  if (diagnosis.length === 0)
    return (
      <p className="border-t-[1.5px] border-strong py-3 type-interface text-ink2">
        No finding was significant over all that was tested of the run, so nothing is suggested. That is no
        proof of robustness: see the smallest change each cell could have shown.
      </p>
    )
  return (
    <ol className="border-t-[1.5px] border-strong">
      {diagnosis.map(({ id, title, suggestion, basis, evidence }, index) => (
        <li className="grid grid-cols-[28px_1fr] border-b border-rule2 py-3" key={id}>
          <span className="pt-px text-[12px] text-ink3">{index + 1}</span>
          <div>
            <h3 className="type-finding">{title}</h3>
            <p className="mt-0.5 type-interface text-ink2">{suggestion}</p>
            <ul className="mt-1 type-note">
              {evidence.map(one => (
                <li key={`${one.on} ${one.figure}`}>
                  {one.on === null ? '' : `${titles.get(one.on) ?? one.on}: `}
                  {one.figure} <span className="figures">{figureText(one)}</span> (95 % CI{' '}
                  <span className="figures">{figureInterval(one)}</span>; p {probability(one.adjustedP)},
                  Holm)
                </li>
              ))}
            </ul>
            <p className="mt-0.5 type-note">
              Rule <code>{id}</code>, after {basis.source}: {basis.statement}
            </p>
          </div>
        </li>
      ))}
    </ol>
  )
}
