// Package {{package}} defines the {{plural}} of the addon {{name}}.
package {{package}}
