package readiness

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Question is what an assessment is asked for.
type Question struct {
	AsOf  time.Time // The moment; zero: when the last entry was recorded. What was recorded later is unknown.
	Since time.Time // The moment to compare with; zero: the last review that closed before AsOf.
	// RankDraws is how often likelihoods that are not certain are drawn, so that each risk has its chance to be among the
	// first ten with an interval; 0: not, 256 take some 50 ms, at most 65,536. Of an assessment alone.
	RankDraws int
	// Metrics of telemetry, which are shown and answer the criteria that refer to them: what is known at AsOf, made by
	// Cycle.NewMetricState; nil: none. MetricsSince is what was known at the moment to compare with; nil: nothing.
	Metrics, MetricsSince *MetricState
}

// Moments of the library are whole microseconds. What was recorded by a moment was recorded by its microsecond,
// so that time.Now may be asked as it is.
func momentText(moment time.Time) string {
	return moment.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano)
}

// MarshalJSON writes a readiness.v1.AssessRequest.
func (q Question) MarshalJSON() ([]byte, error) {
	fields := map[string]any{}
	for name, moment := range map[string]time.Time{"asOf": q.AsOf, "since": q.Since} {
		if !moment.IsZero() {
			fields[name] = momentText(moment)
		}
	}
	if q.RankDraws != 0 {
		fields["rankDrawCount"] = q.RankDraws
	}
	return json.Marshal(fields)
}

// The words of verdicts. A newer library may know more; what is not GO is no GO.
const (
	GO   = "GO"    // Every way of filling in what is unknown is a GO.
	HOLD = "HOLD"  // What is unknown decides; or a should-criterion or a veto caps the answer.
	NoGo = "NO_GO" // No way of filling in what is unknown would make it a GO.
)

// Assessment is the heart of a readiness.v1.Assessment: what a program acts on. AssessBytes, or package
// readinessv1, has all of it.
type Assessment struct {
	Cycle         string
	Playbook      string
	AsOf          time.Time
	Verdict       string     // With waivers and overrides.
	RawVerdict    string     // Without them.
	ValidUntil    *time.Time // The first moment at which a GO is one no longer by itself; nil: nothing lapses.
	NextReview    *time.Time
	Stages        []Stage
	Resolution    []OpenPoint // For HOLD: the unknowns that could decide it.
	Vetoes        []Veto      // What caps the verdict whatever the gates say.
	Risks         []Risk      // Open risks, by rank.
	Issues        []Issue     // Problems in the data of the cycle.
	InputsDigest  string
	EngineVersion string

	document []byte
}

// Stage is one of the six stages and what its gate asks.
type Stage struct {
	Stage    string
	Verdict  string
	Criteria []Criterion
}

// Criterion is how one criterion came out.
type Criterion struct {
	ID         string
	Title      string
	Level      string // MUST or SHOULD.
	Result     string // PASS, FAIL, UNKNOWN, NOT_APPLICABLE or WAIVED.
	Reason     string // Why it is UNKNOWN; else UNKNOWN_REASON_UNSPECIFIED.
	Value      string
	Threshold  string
	Owner      string
	NextStep   string
	Evidence   []string
	ValidUntil *time.Time
}

// OpenPoint is an unknown that could decide the verdict, and who settles it.
type OpenPoint struct {
	Path     string // "<stage>/<criterion id>".
	Reason   string
	Owner    string // "" where nobody answers for it.
	NextStep string
}

// Veto caps the verdict.
type Veto struct {
	Rule string
	Path string
	Cap  string
}

// Risk is an open risk and its place.
type Risk struct {
	ID    string
	Title string
	Tier  string
	Owner string
}

// Issue is a problem in the data of the cycle.
type Issue struct {
	Severity string
	Path     string
	Message  string
}

// Document returns the whole assessment as protobuf JSON, as the library wrote it: what
// `readiness assess --format json` prints.
func (a *Assessment) Document() []byte { return a.document }

func (a *Assessment) String() string {
	return fmt.Sprintf("%s %s as of %s, %d points to settle, %d vetoes", a.Verdict, a.Cycle,
		a.AsOf.Format(time.RFC3339), len(a.Resolution), len(a.Vetoes))
}

// Assess asks whether the cycle may take its next step. When ctx ends first, its error is returned.
func (c *Cycle) Assess(ctx context.Context, question Question) (*Assessment, error) {
	request, err := json.Marshal(question)
	if err != nil {
		return nil, err
	}
	document, err := c.assess(ctx, question, request)
	if err != nil {
		return nil, err
	}
	answer := &Assessment{document: document}
	if err := json.Unmarshal(document, answer); err != nil {
		return nil, fmt.Errorf("readiness: the answer is not what this package knows: %w", err)
	}
	return answer, nil
}

func (c *Cycle) assess(ctx context.Context, question Question, request []byte) ([]byte, error) {
	if err := question.checkMetrics(); err != nil {
		return nil, err
	}
	if question.Metrics == nil {
		return c.AssessBytes(ctx, request, JSON)
	}
	return c.AssessWithMetricsBytes(ctx, question.Metrics, question.MetricsSince, request, JSON)
}

func (q Question) checkMetrics() error {
	if q.Metrics == nil && q.MetricsSince != nil {
		return &Error{Code: InvalidArgument, Message: "MetricsSince is given without Metrics"}
	}
	return nil
}

// Form says how a document is written.
type Form string

// The forms of documents.
const (
	Text     Form = "TEXT" // Lines of at most 100 columns.
	Markdown Form = "MARKDOWN"
	HTML     Form = "HTML" // One page that needs nothing beside itself.
)

// Report returns the assessment for people.
func (c *Cycle) Report(ctx context.Context, form Form, question Question) (string, error) {
	asked := map[string]any{"form": form}
	if !question.Since.IsZero() {
		asked["since"] = momentText(question.Since)
	}
	return c.document(ctx, "report", question, asked)
}

// Explain returns everything that is known about one id at a moment; zero: when the last entry was
// recorded. For programs: readinessv1.Query with the form MESSAGE.
func (c *Cycle) Explain(ctx context.Context, id string, form Form, asOf time.Time) (string, error) {
	return c.document(ctx, "explain", Question{AsOf: asOf}, map[string]any{"id": id, "form": form})
}

// Changes returns what changed from one moment to another; zero: when the last entry was recorded. For programs:
// readinessv1.Query with the form MESSAGE.
func (c *Cycle) Changes(ctx context.Context, from, to time.Time, form Form) (string, error) {
	return c.document(ctx, "change", Question{AsOf: to}, map[string]any{"from": momentText(from), "form": form})
}

func (c *Cycle) document(ctx context.Context, kind string, question Question, asked map[string]any) (string, error) {
	request := map[string]any{kind: asked}
	if !question.AsOf.IsZero() {
		request["asOf"] = momentText(question.AsOf)
	}
	data, err := json.Marshal(request)
	if err != nil {
		return "", err
	}
	if err := question.checkMetrics(); err != nil {
		return "", err
	}
	var answer []byte
	if question.Metrics == nil {
		answer, err = c.QueryBytes(ctx, data, JSON)
	} else {
		answer, err = c.QueryWithMetricsBytes(ctx, question.Metrics, question.MetricsSince, data, JSON)
	}
	if err != nil {
		return "", err
	}
	return documentOf(answer)
}

// documentOf reads a readiness.v1.QueryAnswer that is a document.
func documentOf(answer []byte) (string, error) {
	var read struct{ Document string }
	if err := json.Unmarshal(answer, &read); err != nil {
		return "", fmt.Errorf("readiness: the answer is not what this package knows: %w", err)
	}
	return read.Document, nil
}
