module github.com/my-org/{{name}}/godef

go 1.23

require github.com/oam-dev/kubevela v1.10.0
