package policies

import (
	"github.com/oam-dev/kubevela/pkg/definition/defkit"
)

func init() {
	defkit.Register({{function}}())
}

// {{function}} builds the policy {{definition}}.
func {{function}}() *defkit.PolicyDefinition {
	return defkit.NewPolicy("{{definition}}").
		Description("Says what {{definition}} decides")
}
