import type { Property, PropertyId } from '#lib/domain/property'
import type { RunSummary } from '#lib/domain/run-summary'
import { propertyKinds } from '#lib/leaderboard/profile/property'
import { relianceThreshold } from '../board/profile-columns'
import { profileGroups } from '../checkpoint/profile-groups'
import { between, ratio } from '../format/numbers'

const axis = [0, 0.2, 0.4, 0.6, 0.8, 1]

interface ProfilePlotProps {
  readonly profile: RunSummary['profile']
  /** The profiles of all other checkpoints: the ticks. */
  readonly others: readonly RunSummary['profile'][]
}

/** One row a property: where this checkpoint stands between 0 and 1, with its interval, among all others. */
export function ProfilePlot({ profile, others }: ProfilePlotProps) {
  const reliance = profile.find(({ id }) => id === 'P3')?.value ?? null
  const unread = reliance !== null && reliance < relianceThreshold
  return (
    <div className="profile border-t-[1.5px] border-strong">
      <div className="profile-row border-b border-rule py-1.5 type-label">
        <span className="profile-name pl-8">Property</span>
        <span aria-hidden="true" className="profile-lane relative block h-4 figures text-[11px] text-ink3">
          {axis.map(tick => (
            <span className="absolute -translate-x-1/2" key={tick} style={{ left: `${100 * tick}%` }}>
              {tick}
            </span>
          ))}
        </span>
        <span className="profile-value text-right max-tablet:hidden">Value</span>
        <span className="profile-extra text-right">95 % CI</span>
        <span className="profile-extra text-right">Benchmarks</span>
      </div>
      {profileGroups.map(({ title, properties }) => (
        <section className="border-b border-rule py-1.5 last:border-b-0" key={title}>
          <h3 className="type-label font-medium">{title}</h3>
          <ul>
            {properties.map(id => (
              <ProfileRow
                id={id}
                key={id}
                measured={profile.find(one => one.id === id)}
                others={others.flatMap(other => other.find(one => one.id === id)?.value ?? [])}
              />
            ))}
          </ul>
        </section>
      ))}
      <p className="mt-2 max-w-[76ch] type-note">
        No single robustness number is formed. What it can lose is read next to visual reliance
        {reliance === null
          ? ', which could not be measured here.'
          : `, which is ${ratio(reliance)} here, ${
              unread
                ? 'below 0.2: it keeps what it never used, so those rows stand in brackets.'
                : 'above the 0.2 below which those rows are greyed.'
            }`}
      </p>
    </div>
  )
}

interface ProfileRowProps {
  readonly id: PropertyId
  readonly measured: Property | undefined
  readonly others: readonly number[]
}

function ProfileRow({ id, measured, others }: ProfileRowProps) {
  const value = measured?.value ?? null
  const unread = measured?.state === 'not-interpretable'
  return (
    <li className="profile-row type-interface">
      <span className={`profile-name flex ${value === null || unread ? 'text-ink3' : ''}`}>
        <span className="w-8 flex-none text-ink3">{id}</span>
        {propertyKinds[id].title}
      </span>
      <span className="profile-lane relative block">
        <ProfileLane measured={measured} others={others} />
        {value === null && <Missing reason={measured?.reason ?? 'not measured'} />}
      </span>
      <span className={`profile-value figures text-right ${unread ? 'text-ink3' : 'font-[550]'}`}>
        {value === null ? '–' : unread ? `(${ratio(value)})` : ratio(value)}
      </span>
      <span className="profile-extra figures text-right text-ink2">
        {!unread && measured && measured.low !== null && measured.high !== null
          ? between(measured.low, measured.high, 2)
          : ''}
      </span>
      <span className="profile-extra figures text-right text-ink2">
        {measured && measured.benchmarks > 0 ? `${measured.eligible} of ${measured.benchmarks}` : ''}
      </span>
    </li>
  )
}

/** The whole reason stands under "Not run"; here there is a line for it. */
function Missing({ reason }: { reason: string }) {
  return (
    <span
      className="absolute inset-y-0 left-2 block content-center max-w-[calc(100%-1rem)] truncate bg-paper px-1 text-[12px] text-ink3"
      title={reason}
    >
      {reason}
    </span>
  )
}

function ProfileLane({ measured, others }: { measured: Property | undefined; others: readonly number[] }) {
  const unread = measured?.state === 'not-interpretable'
  const value = measured?.value ?? null
  const { low = null, high = null } = measured ?? {}
  return (
    <svg aria-hidden="true" className={unread ? 'axis-plot is-unread' : 'axis-plot'}>
      {axis.map(tick => (
        <line className="grid" key={tick} x1={place(tick)} x2={place(tick)} y2="100%" />
      ))}
      {measured?.id === 'P3' && (
        <line className="threshold" x1={place(relianceThreshold)} x2={place(relianceThreshold)} y2="100%" />
      )}
      {!unread &&
        // Equal values draw the same tick; one is enough.
        [...new Set(others.map(place))].map(x => <rect className="rug" key={x} x={x} />)}
      {!unread && low !== null && high !== null && (
        <rect className="interval" width={place(high - low)} x={place(low)} />
      )}
      {value !== null && <circle className="dot" cx={place(value)} cy="50%" r="4.4" />}
    </svg>
  )
}

function place(value: number): string {
  return `${Math.round(1000 * value) / 10}%`
}
