package components

import (
	"github.com/oam-dev/kubevela/pkg/definition/defkit"
)

func init() {
	defkit.Register({{function}}())
}

// {{function}} builds the component {{definition}}.
func {{function}}() *defkit.ComponentDefinition {
	return defkit.NewComponent("{{definition}}").
		Description("Says what {{definition}} runs").
		Workload("apps/v1", "Deployment")
}
