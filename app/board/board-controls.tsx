import Link from 'next/link'
import type { Edition } from './benchmark-columns'
import type { BoardColumn } from './board-column'
import { type BoardSearch, type BoardView, boardHref, rankedSort } from './board-search'

const views: readonly { readonly view: BoardView; readonly title: string }[] = [
  { view: 'benchmarks', title: 'Benchmarks' },
  { view: 'probes', title: 'Probes' },
]

interface BoardControlsProps {
  readonly search: BoardSearch
  readonly editions: readonly Edition[]
  /** The edition whose changes the probes view shows; without one it shows the profile. */
  readonly shown: Edition | undefined
  readonly measures: readonly BoardColumn[]
  /** Whether there is a plot, which a phone shows under a tab of its own. */
  readonly plot: boolean
}

/** The switch between the views and, in the probes view, whether the profile or a benchmark's changes are shown. */
export function BoardControls({ search, editions, shown, measures, plot }: BoardControlsProps) {
  return (
    <div className="mb-3 flex flex-wrap items-center justify-between gap-x-8 gap-y-1">
      <nav aria-label="View" className="flex gap-5">
        {views.map(({ view, title }) => (
          <ViewTab key={view} search={search} title={title} view={view} />
        ))}
        {plot && (
          <span className="contents tablet:hidden">
            <ViewTab search={search} title="Size" view="size" />
          </span>
        )}
      </nav>
      {search.view === 'probes' && (
        <nav aria-label="Show" className="flex flex-wrap items-center gap-x-4 max-tablet:order-1">
          <Link
            aria-current={shown ? undefined : 'true'}
            className="tab"
            href={boardHref(search, { on: null, sort: rankedSort })}
            prefetch={false}
            scroll={false}
          >
            Profile
          </Link>
          <span className="type-note">Changes on</span>
          {editions.map(({ id, benchmark }) => (
            <Link
              aria-current={id === shown?.id ? 'true' : undefined}
              className="tab"
              href={boardHref(search, { on: id, sort: rankedSort })}
              key={id}
              prefetch={false}
              scroll={false}
            >
              {benchmark.title}
            </Link>
          ))}
        </nav>
      )}
      {search.view !== 'size' && <PhoneColumns measures={measures} search={search} />}
    </div>
  )
}

function ViewTab({ view, title, search }: { view: BoardView; title: string; search: BoardSearch }) {
  return (
    <Link
      aria-current={search.view === view ? 'page' : undefined}
      className="tab"
      href={boardHref(search, { view, sort: rankedSort })}
      prefetch={false}
      scroll={false}
    >
      {title}
    </Link>
  )
}

/** A phone shows one measure beside visual reliance: the one it is sorted by. */
function PhoneColumns({ measures, search }: { measures: readonly BoardColumn[]; search: BoardSearch }) {
  const choices = [
    { sort: rankedSort, head: 'Mean' },
    ...measures.map(({ id, head }) => ({ sort: `-${id}`, head })),
  ]
  return (
    <details className="phone-menu tablet:hidden">
      <summary className="button">Measure</summary>
      <ul>
        {choices.map(({ sort, head }) => (
          <li key={sort}>
            <Link
              aria-current={search.sort === sort ? 'true' : undefined}
              className="tab w-full"
              href={boardHref(search, { sort })}
              prefetch={false}
              scroll={false}
            >
              {head}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  )
}
