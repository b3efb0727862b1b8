package workflowsteps

import (
	"github.com/oam-dev/kubevela/pkg/definition/defkit"
)

func init() {
	defkit.Register({{function}}())
}

// {{function}} builds the workflow step {{definition}}.
func {{function}}() *defkit.WorkflowStepDefinition {
	return defkit.NewWorkflowStep("{{definition}}").
		Description("Says what {{definition}} does")
}
