package traits

import (
	"github.com/oam-dev/kubevela/pkg/definition/defkit"
)

func init() {
	defkit.Register({{function}}())
}

// {{function}} builds the trait {{definition}}.
func {{function}}() *defkit.TraitDefinition {
	return defkit.NewTrait("{{definition}}").
		Description("Says what {{definition}} adds").
		AppliesTo("deployments.apps")
}
