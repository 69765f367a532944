import{h as o}from"./chunk-77THSEBP.js";function e(){return o("h1",{children:"Clock"})}export{e as default};
